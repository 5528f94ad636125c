import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/** Whose cart: an account's, or that of one session by its public id. */
export type CartOwner = { readonly userId: string } | { readonly sessionId: string };

/** A cart that was just changed. */
export interface CartChange {
  readonly owner: CartOwner;
  /** The version that it has now. */
  readonly version: number;
}

/** Tells, on the replica where it happens, that a cart changed. */
@Injectable()
export class CartChanges {
  private readonly subject = new Subject<CartChange>();

  /** The changes, each once it is stored. */
  get changed(): Observable<CartChange> {
    return this.subject;
  }

  announce(change: CartChange): void {
    this.subject.next(change);
  }
}
