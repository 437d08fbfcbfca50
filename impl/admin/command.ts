/** A command of the admin server (`Command`, `GetCommand`): its names, and what it answers. */
import type { Json } from './json.js';
import type { ServerView, ServingView } from './server-view.js';

export type Fields = Readonly<Record<string, Json>>;

export type Arguments = ReadonlyMap<string, string>;

interface Named {
  /** The first is the one that the list of commands and answers show. */
  readonly names: readonly [primary: string, ...aliases: readonly string[]];
}

/** `serving`: only a server that serves runs it. A field `error` says what is wrong with the request. */
export type Command = Named &
  (
    | { readonly kind: 'any'; readonly run: (view: ServerView, args: Arguments) => Fields }
    | { readonly kind: 'serving'; readonly run: (view: ServerView, serving: ServingView) => Fields | Promise<Fields> }
    | { readonly kind: 'unavailable'; readonly why: string }
  );
