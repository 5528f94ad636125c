import base64
import hashlib
import hmac
import json
import os
import time
import uuid

import redis
from web import serve

SECRET = os.environ.get("SECRET", "for the workshop alone, and at least 32 bytes").encode()
LIFETIME_SECONDS = int(os.environ.get("TOKEN_SECONDS", 300))
store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


class App:
    def post_login(request):
        user = request.body["user"]
        end = int(time.time()) + LIFETIME_SECONDS
        return 201, {"token": issue({"sub": user, "jti": str(uuid.uuid4()), "exp": end})}

    def get_me(request):
        claims = verified(request)
        return (200, {"user": claims["sub"]}) if claims else (401, {})

    def post_logout(request):
        claims = verified(request)
        if not claims:
            return 401, {}
        # Remembered for as long as the token could still be used, and not longer.
        store.set(f"revoked:{claims['jti']}", 1, exat=claims["exp"] + 1)
        return 201, {}


def verified(request):
    token = (request.headers.get("Authorization") or "")[len("Bearer "):]
    signed, _, signature = token.rpartition(".")
    # The algorithm is ours to choose, never the token's: the header is not even read.
    if not hmac.compare_digest(signature.encode(), sign(signed).encode()):
        return None
    claims = decode(signed.partition(".")[2])
    if claims["exp"] <= time.time() or store.exists(f"revoked:{claims['jti']}"):
        return None
    return claims


def issue(claims):
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{sign(signed)}"


def sign(text):
    return encode(hmac.new(SECRET, text.encode(), hashlib.sha256).digest())


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


serve(App)
