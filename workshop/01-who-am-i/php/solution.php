<?php
require 'web.php';

// The same on every replica. In production it comes from the environment.
define('SECRET', getenv('SECRET') ?: 'for the workshop alone');

function sign(string $value): string
{
    return hash_hmac('sha256', $value, SECRET);
}

serve([
    'POST /name' => function (array $body): array {
        $value = bin2hex($body['name']);
        // The visitor carries it, and cannot change it.
        set_cookie('visitor', $value . '.' . sign($value));
        return [201, ['name' => $body['name']]];
    },
    'GET /name' => function (): array {
        [$value, $signature] = explode('.', ($_COOKIE['visitor'] ?? '') . '.');
        return [200, ['name' => hash_equals(sign($value), $signature) ? hex2bin($value) : null]];
    },
]);
