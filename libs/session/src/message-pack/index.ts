export { messagePackCodec } from './message-pack.codec.js';
