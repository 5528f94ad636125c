/** Something a person can put right. Its message is one sentence that says how; no stack is shown for it. */
export class LauncherError extends Error {
  override readonly name = 'LauncherError';
}
