/** What a stored password hash was made with. */
export type StoredHash =
  | { readonly kind: 'bcrypt' }
  | {
      readonly kind: 'argon2';
      readonly variant: string;
      readonly memoryKibibytes: number;
      readonly passes: number;
      readonly lanes: number;
    };

const ARGON2 =
  /^\$(argon2(?:id|i|d))\$v=\d+\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Beyond these a single login would take all memory or minutes of CPU: such a hash is treated as unreadable. */
const MAX_MEMORY_KIBIBYTES = 1_048_576;
/** Of memory and passes together: the time of a hash grows with their product. Four passes over 1 GiB, or as much. */
const MAX_KIBIBYTES_WRITTEN = 4 * MAX_MEMORY_KIBIBYTES;
const MAX_BCRYPT_COST = 16;

/** Reads the parameters of a hash; undefined when this library cannot verify it. */
export function readStoredHash(text: string): StoredHash | undefined {
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt) {
    const cost = Number(bcrypt[1]);
    return cost >= 4 && cost <= MAX_BCRYPT_COST ? { kind: 'bcrypt' } : undefined;
  }
  const [, variant, memory, passes, lanes] = ARGON2.exec(text) ?? [];
  if (variant === undefined || Number(memory) > MAX_MEMORY_KIBIBYTES) return undefined;
  if (Number(memory) * Number(passes) > MAX_KIBIBYTES_WRITTEN) return undefined;
  return {
    kind: 'argon2',
    variant,
    memoryKibibytes: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
  };
}
