import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import type { Payment, PaymentOutcome, PaymentProvider, PaymentResult } from './payment-provider.js';

const DECLINED_TOKEN = 'tok_declined';

/** Takes any card but `tok_declined`. It remembers by key in a table of its own, as a real provider does. */
@Injectable()
export class SimulatedPaymentProvider implements PaymentProvider {
  constructor(private readonly prisma: PrismaService) {}

  pay({ key, amount, currency, token }: Payment): Promise<PaymentResult> {
    return this.settle(key, amount, currency, token === DECLINED_TOKEN ? 'declined' : 'captured');
  }

  cancel(key: string): Promise<PaymentResult> {
    return this.settle(key, 0, 'EUR', 'cancelled');
  }

  /** The first outcome of a key stands. */
  private async settle(
    key: string,
    amount: number,
    currency: string,
    outcome: PaymentOutcome,
  ): Promise<PaymentResult> {
    const reference = `sim_${randomUUID()}`;
    await this.prisma.simulatedPayment.createMany({
      data: { key, amount, currency, outcome, reference },
      skipDuplicates: true,
    });
    const settled = await this.prisma.simulatedPayment.findUniqueOrThrow({ where: { key } });
    return { outcome: settled.outcome as PaymentOutcome, reference: settled.reference };
  }
}
