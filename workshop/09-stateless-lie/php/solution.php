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
    // The algorithm is ours to choose, never the token's: the header is not even read.
    if (!hash_equals(sign("$header.$payload"), $signature)) {
        return null;
    }
    $claims = decode($payload);
    return $claims['exp'] > time() && !connect()->exists("revoked:{$claims['jti']}") ? $claims : null;
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
        $claims = verified();
        if (!$claims) {
            return [401, []];
        }
        // Remembered for as long as the token could still be used, and not longer.
        connect()->set("revoked:{$claims['jti']}", 1, ['ex' => max(1, $claims['exp'] + 1 - time())]);
        return [201, []];
    },
]);
