/** What the user was doing, for the next command. */
export interface ErrorContext {
  /** `ask`, `keys add`, … */
  command: string;
  /** It happened inside a chat, where slash commands are typed. */
  inChat?: boolean;
  platform?: string;
  model?: string;
}

/** What the next command is made of. */
export interface Facts extends ErrorContext {
  platform: string;
  name: string;
  key: string;
  page: string;
  wait: string;
  /** A server on the user's own machine. */
  local: boolean;
  /** Such a server that passes calls on to platforms that bill. */
  forwards: boolean;
}

/** How the same is asked again. */
export function again({ inChat }: Facts): string {
  return inChat === true ? "/retry" : "run the same command again";
}

/** How another model is asked. */
export function otherModel({ command, inChat }: Facts, model: string): string {
  return inChat === true ? `/model ${model}` : `byok ${command} --model ${model} …`;
}
