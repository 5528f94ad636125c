// Keeps what is written in its own memory.
import { handlers, load, newId, serveWith, set } from '../sound.mjs';

const notes = new Map();

serveWith({
  'POST /write': async (request) => {
    if (!request.id) await set(request, 'guest', newId());
    const id = request.id ?? 'new';
    notes.set(id, { ...notes.get(id), [request.key]: request.body.value });
    return {};
  },
  'GET /read': async (request) => ({
    ...(await load(request.id)),
    ...notes.get(request.id),
    ...notes.get('new'),
  }),
  'POST /login': handlers['POST /login'],
});
