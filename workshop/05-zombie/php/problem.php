<?php
require 'web.php';

function key_of_session(): string
{
    return 'session:' . ($_COOKIE['session'] ?? '');
}

serve([
    'POST /login' => function (array $body): array {
        $id = random_id();
        connect()->set("session:$id", json_encode(['user' => $body['user']]), 1800);
        set_cookie('session', $id);
        return [201, ['user' => $body['user']]];
    },
    'GET /me' => function (): array {
        $session = connect()->get(key_of_session());
        return $session ? [200, json_decode($session, true)] : [401, []];
    },
    'POST /note' => function (array $body): array {
        $redis = connect();
        $stored = $redis->get(key_of_session());
        if (!$stored) {
            return [401, []];
        }
        $session = [...json_decode($stored, true), 'note' => $body['note']];
        // The note is checked for rude words, which takes a moment.
        usleep(150_000);
        $redis->set(key_of_session(), json_encode($session), 1800);
        return [201, $session];
    },
    'POST /logout' => function (): array {
        connect()->del(key_of_session());
        return [201, []];
    },
]);
