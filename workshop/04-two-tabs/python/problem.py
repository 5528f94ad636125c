import json
import os
import time
import uuid

import redis
from web import serve

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


class App:
    def get_cart(request):
        return 200, {"items": items_of(request.cookies.get("cart"))}

    def post_cart(request):
        id = request.cookies.get("cart") or str(uuid.uuid4())
        request.set_cookie("cart", id)
        items = items_of(id)
        # The price is looked up elsewhere, which takes a moment.
        time.sleep(0.015)
        store.set(f"cart:{id}", json.dumps([*items, request.body["item"]]), ex=1800)
        return 201, {"items": items_of(id)}


def items_of(id):
    return json.loads(store.get(f"cart:{id}") or "[]")


serve(App)
