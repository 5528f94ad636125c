// Answers first and writes later, for speed. Its own memory makes up for it meanwhile.
import { load, newId, serveWith, set } from '../sound.mjs';

const recent = {};

serveWith({
  'POST /write': async (request) => {
    if (!request.id) await set(request, 'guest', newId());
    recent[request.key] = request.body.value;
    setTimeout(() => void (request.id && set(request, `key ${request.key}`, request.body.value)), 300);
    return {};
  },
  'GET /read': async ({ id }) => ({ ...recent, ...(await load(id)) }),
});
