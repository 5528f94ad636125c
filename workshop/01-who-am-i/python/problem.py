import uuid

from web import serve

# Who is who, by the id in their cookie.
names = {}


class App:
    def post_name(request):
        id = str(uuid.uuid4())
        names[id] = request.body["name"]
        request.set_cookie("visitor", id)
        return 201, {"name": request.body["name"]}

    def get_name(request):
        return 200, {"name": names.get(request.cookies.get("visitor"))}


serve(App)
