import json
import os
import time
import uuid

import redis
from web import serve

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


class App:
    def post_login(request):
        id = str(uuid.uuid4())
        user = request.body["user"]
        store.set(f"session:{id}", json.dumps({"user": user}), ex=1800)
        request.set_cookie("session", id)
        return 201, {"user": user}

    def get_me(request):
        session = store.get(key_of(request))
        return (200, json.loads(session)) if session else (401, {})

    def post_note(request):
        stored = store.get(key_of(request))
        if not stored:
            return 401, {}
        session = {**json.loads(stored), "note": request.body["note"]}
        # The note is checked for rude words, which takes a moment.
        time.sleep(0.15)
        # XX: only if it is still there. A logout that came meanwhile has the last word.
        if not store.set(key_of(request), json.dumps(session), ex=1800, xx=True):
            return 401, {}
        return 201, session

    def post_logout(request):
        store.delete(key_of(request))
        return 201, {}


def key_of(request):
    return f"session:{request.cookies.get('session', '')}"


serve(App)
