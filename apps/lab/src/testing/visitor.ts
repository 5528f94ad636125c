export { Visitor } from '../client/visitor.js';
