/** The shapes of the HTTP contract that the pages use. Money is an integer of minor units. */

export interface Product {
  sku: string;
  slug: string;
  name: string;
  description: string;
  /** The slug of its category. */
  category: string;
  /** What one is, like `1 kg`. */
  unit: string;
  price: number;
  currency: string;
  stock: number;
  /** The address of its picture. */
  image: string;
}

/** One page of a list; `nextCursor` asks for the next. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface CartLine {
  sku: string;
  slug: string;
  name: string;
  image: string;
  unit: string;
  quantity: number;
  unitPrice: number;
  total: number;
  stock: number;
}

export interface Cart {
  items: CartLine[];
  total: number;
  currency: string;
  version: number;
}

export interface Address {
  name: string;
  street: string;
  city: string;
  postcode: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

export type Delivery = 'standard' | 'express';

export interface CheckoutRequest {
  address: Address;
  delivery: Delivery;
  payment: { token: string };
}

export interface OrderLine {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: number;
}

export interface Order {
  id: string;
  status: string;
  createdAt: string;
  items: OrderLine[];
  address: Address;
  delivery: Delivery;
  deliveryPrice: number;
  total: number;
  currency: string;
}

export interface Customer {
  id: string;
  email: string;
  name: string;
  roles: string[];
}
