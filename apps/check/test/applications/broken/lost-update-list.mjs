// Keeps the list as one JSON text: reads it, appends, writes it back.
import { load, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /add': async (request) => {
    const items = JSON.parse((await load(request.id))?.items ?? '[]');
    return set(request, 'items', JSON.stringify([...items, request.body.value]));
  },
});
