import base64
import hashlib
import hmac
import os

from web import serve

# The same on every replica. In production it comes from the environment.
SECRET = os.environ.get("SECRET", "for the workshop alone").encode()


class App:
    def post_name(request):
        value = base64.urlsafe_b64encode(request.body["name"].encode()).decode()
        # The visitor carries it, and cannot change it.
        request.set_cookie("visitor", f"{value}.{sign(value)}")
        return 201, {"name": request.body["name"]}

    def get_name(request):
        value, _, signature = request.cookies.get("visitor", "").partition(".")
        if not hmac.compare_digest(signature.encode(), sign(value).encode()):
            return 200, {"name": None}
        return 200, {"name": base64.urlsafe_b64decode(value).decode()}


def sign(value):
    return hmac.new(SECRET, value.encode(), hashlib.sha256).hexdigest()


serve(App)
