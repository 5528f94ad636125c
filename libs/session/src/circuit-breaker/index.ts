export { withCircuitBreaker } from './circuit-breaker.js';
export type { CircuitBreakerOptions, CircuitBreakerSessionStore } from './circuit-breaker.js';
