<?php
require 'web.php';

// PHP's own sessions, in files of this server.
session_save_path(sys_get_temp_dir());
session_name('visitor' . getenv('REPLICA_ID'));

serve([
    'POST /name' => function (array $body): array {
        session_start();
        $_SESSION['name'] = $body['name'];
        return [201, ['name' => $body['name']]];
    },
    'GET /name' => function (): array {
        session_start();
        return [200, ['name' => $_SESSION['name'] ?? null]];
    },
]);
