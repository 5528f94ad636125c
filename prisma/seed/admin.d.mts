import type { Client } from 'pg';

export function seedAdmin(connection: Client, email?: string, password?: string): Promise<void>;
