import { createHash } from 'node:crypto';
import { ReplyError, type Cluster, type Redis } from 'ioredis';

type Argument = Buffer | string | number;

/** ioredis makes these methods for every command; its types have them for every command but these two. */
interface ScriptCommands {
  evalshaBuffer(hash: string, keys: number, ...keysAndArguments: Argument[]): Promise<ScriptReply>;
  evalBuffer(lua: string, keys: number, ...keysAndArguments: Argument[]): Promise<ScriptReply>;
}

/** What a script may answer: a string, a number, a list of both, or nothing. */
export type ScriptReply = Buffer | number | null | readonly (Buffer | number | null)[];

/**
 * A Lua script that Redis runs as one step. It goes out by its hash, and in full only where that server has not seen it: so
 * once after each start of Redis. It is not one of ioredis's defined commands, since these are copied onto every
 * pipeline that ioredis makes, which all other commands of the connection pay for.
 */
export class RedisScript {
  private readonly hash: string;

  constructor(private readonly lua: string) {
    this.hash = createHash('sha1').update(lua).digest('hex');
  }

  /**
   * Runs the script.
   * @param keys all keys that it touches, of one Cluster slot
   * @throws what ioredis throws
   */
  async run(
    redis: Redis | Cluster,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<ScriptReply> {
    const commands = redis as unknown as ScriptCommands;
    try {
      return await commands.evalshaBuffer(this.hash, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof ReplyError && (error as Error).message.startsWith('NOSCRIPT'))) throw error;
      return commands.evalBuffer(this.lua, keys.length, ...keys, ...args);
    }
  }
}
