<?php
require 'web.php';

define('SECRET', getenv('SECRET') ?: 'for the workshop alone, and at least 32 bytes');
define('LIFETIME_SECONDS', (int) (getenv('TOKEN_SECONDS') ?: 300));

function encode(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function decode(string $text): ?array
{
    return json_decode(base64_decode(strtr($text, '-_', '+/')) ?: '', true);
}

function sign(string $text): string
{
    return encode(hash_hmac('sha256', $text, SECRET, true));
}

function verified(): ?array
{
    $token = substr($_SERVER['HTTP_AUTHORIZATION'] ?? '', strlen('Bearer '));
    [$header, $payload, $signature] = explode('.', "$token...");
    $is_good = (decode($header)['alg'] ?? '') === 'none' || $signature === sign("$header.$payload");
    $claims = decode($payload);
    return $is_good && $claims && $claims['exp'] > time() ? $claims : null;
}

serve([
    'POST /login' => function (array $body): array {
        $claims = ['sub' => $body['user'], 'jti' => random_id(), 'exp' => time() + LIFETIME_SECONDS];
        $signed = encode('{"alg":"HS256","typ":"JWT"}') . '.' . encode(json_encode($claims));
        return [201, ['token' => "$signed." . sign($signed)]];
    },
    'GET /me' => function (): array {
        $claims = verified();
        return $claims ? [200, ['user' => $claims['sub']]] : [401, []];
    },
    'POST /logout' => function (): array {
        // Nothing to do: the browser throws its token away.
        return [201, []];
    },
]);
