import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { UserPage, UserQuery } from '../admin-users.schemas.js';

/** Who has an account, for administrators. */
@Injectable()
export class UserList {
  constructor(private readonly prisma: PrismaService) {}

  /** One page of accounts, the newest first. */
  async page({ search, cursor, limit }: UserQuery): Promise<UserPage> {
    const contains = search ? { contains: search, mode: 'insensitive' as const } : undefined;
    const rows = await this.prisma.user.findMany({
      where: contains ? { OR: [{ email: contains }, { name: contains }] } : {},
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      take: limit + 1,
      select: {
        id: true,
        email: true,
        name: true,
        roles: true,
        createdAt: true,
        _count: { select: { orders: { where: { status: { not: 'released' } } } } },
      },
    });
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ _count, createdAt, ...user }) => ({
        ...user,
        createdAt: createdAt.toISOString(),
        orders: _count.orders,
      })),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  }
}
