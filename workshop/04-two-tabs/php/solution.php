<?php
require 'web.php';

function items_of(Redis $redis, string $id): array
{
    return $redis->lRange("cart:$id", 0, -1);
}

serve([
    'GET /cart' => fn (): array => [200, ['items' => items_of(connect(), $_COOKIE['cart'] ?? '')]],
    'POST /cart' => function (array $body): array {
        $redis = connect();
        $id = $_COOKIE['cart'] ?? random_id();
        set_cookie('cart', $id);
        // The price is looked up elsewhere, which takes a moment.
        usleep(15_000);
        // One atomic step of Redis: nothing was read before that could be old by now.
        $redis->rPush("cart:$id", $body['item']);
        $redis->expire("cart:$id", 1800);
        return [201, ['items' => items_of($redis, $id)]];
    },
]);
