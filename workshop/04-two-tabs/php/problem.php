<?php
require 'web.php';

function items_of(Redis $redis, string $id): array
{
    return json_decode($redis->get("cart:$id") ?: '[]', true);
}

serve([
    'GET /cart' => fn (): array => [200, ['items' => items_of(connect(), $_COOKIE['cart'] ?? '')]],
    'POST /cart' => function (array $body): array {
        $redis = connect();
        $id = $_COOKIE['cart'] ?? random_id();
        set_cookie('cart', $id);
        $items = items_of($redis, $id);
        // The price is looked up elsewhere, which takes a moment.
        usleep(15_000);
        $redis->set("cart:$id", json_encode([...$items, $body['item']]), 1800);
        return [201, ['items' => items_of($redis, $id)]];
    },
]);
