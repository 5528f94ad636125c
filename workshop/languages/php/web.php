<?php
// HTTP for the exercises: serve(['GET /me' => fn ($body) => [200, [...]]]) calls the route's function with the body of the
// request, and sends what it returns, a status and an answer, as JSON. PHP begins every request with an empty memory.

function serve(array $routes): void
{
    $route = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    $body = json_decode(file_get_contents('php://input') ?: '[]', true);
    [$status, $answer] = isset($routes[$route]) ? $routes[$route]($body) : [404, []];
    http_response_code($status);
    header('Content-Type: application/json');
    header('X-Served-By: ' . getenv('REPLICA_ID'));
    echo json_encode((object) $answer);
}

function set_cookie(string $name, string $value): void
{
    setcookie($name, $value, ['path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
}

function connect(): Redis
{
    $redis = new Redis();
    $redis->connect('127.0.0.1', parse_url(getenv('REDIS_URL'), PHP_URL_PORT));
    return $redis;
}

function random_id(): string
{
    return bin2hex(random_bytes(16));
}
