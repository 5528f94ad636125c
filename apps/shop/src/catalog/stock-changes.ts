import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/** Tells, on the replica where it happens, of which products the stock or the price changed. */
@Injectable()
export class StockChanges {
  private readonly subject = new Subject<readonly string[]>();

  /** The skus of each change, once it is committed. */
  get changed(): Observable<readonly string[]> {
    return this.subject;
  }

  announce(skus: readonly string[]): void {
    this.subject.next(skus);
  }
}
