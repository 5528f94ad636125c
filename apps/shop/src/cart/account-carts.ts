import { ConflictException, Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import { EMPTY_CART, type CartContent, type CartLines } from './cart-content.js';
import type { CartHolder, CartRecipe } from './cart-holder.js';

const MAX_ATTEMPTS = 20;

/** The carts that belong to accounts and outlive every session: API clients', and those saved at logout. */
@Injectable()
export class AccountCarts {
  constructor(private readonly prisma: PrismaService) {}

  /** The cart of that account. */
  of(userId: string): CartHolder {
    return {
      read: () => this.read(userId),
      change: (recipe) => this.change(userId, recipe),
    };
  }

  private async read(userId: string): Promise<CartContent> {
    const row = await this.prisma.accountCart.findUnique({ where: { userId } });
    if (!row) return EMPTY_CART;
    const { version, ordered } = row;
    return { id: userId, lines: row.lines as unknown as CartLines, version, ordered };
  }

  private async change(userId: string, recipe: CartRecipe): Promise<CartContent> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const current = await this.read(userId);
      const changed = recipe(current);
      if (changed === current) return current;
      const next = { ...changed, version: current.version + 1 };
      if (await this.replace(userId, current.version, next)) return next;
    }
    throw new ConflictException({
      title: 'Cart conflict',
      detail: 'Others keep changing this cart. Please try again.',
    });
  }

  /** Compare-and-set by version; false where another request was first. */
  private async replace(userId: string, version: number, next: CartContent): Promise<boolean> {
    const data = {
      version: next.version,
      lines: next.lines.map(({ sku, quantity }) => ({ sku, quantity })),
      ordered: [...(next.ordered ?? [])],
    };
    if (version > 0) {
      return (await this.prisma.accountCart.updateMany({ where: { userId, version }, data })).count === 1;
    }
    return (
      (await this.prisma.accountCart.createMany({ data: { userId, ...data }, skipDuplicates: true }))
        .count === 1
    );
  }
}
