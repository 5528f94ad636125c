/**
 * Packages with files of their own beside their code (native parts, worker threads, pages): they are not part of dist/shop.js,
 * which finds them in node_modules.
 */
export const UNBUNDLED = ['@node-rs/argon2', '@node-rs/bcrypt', 'pino', 'pino-http', 'swagger-ui-dist'];
