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
        # The price is looked up elsewhere, which takes a moment.
        time.sleep(0.015)
        # One atomic step of Redis: nothing was read before that could be old by now.
        store.rpush(f"cart:{id}", request.body["item"])
        store.expire(f"cart:{id}", 1800)
        return 201, {"items": items_of(id)}


def items_of(id):
    return store.lrange(f"cart:{id}", 0, -1)


serve(App)
