import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/** Tells, on the replica where it happens, of which products the stock changed, or the price. */
@Injectable()
export class StockChanges {
  private readonly subject = new Subject<readonly string[]>();

  /** The skus of each change, once it is committed. */
  get changed(): Observable<readonly string[]> {
    return this.subject;
  }

  /** The skus whose price changed, once it is committed. */
  readonly repriced = new Subject<readonly string[]>();

  announce(skus: readonly string[]): void {
    this.subject.next(skus);
  }
}
