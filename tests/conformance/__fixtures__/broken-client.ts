/** What a client does wrong: to what it says, or to what it hears. */
export interface Defect {
  /** A body field that it does not send. */
  field?: string;
  /** Messages of this role that it does not send. */
  message?: string;
  /** A header that it does not send. */
  header?: string;
  /** A header that it sends always. */
  addHeader?: readonly [name: string, value: string];
  /** Text of its bodies that it writes in another way. */
  say?: readonly [pattern: RegExp, text: string];
  /** Text of answers that it reads in another way. */
  hear?: readonly [pattern: RegExp, text: string];
}

/** A `fetch` through which a sound client looks like one with a defect. */
export function brokenClient(defect: Defect): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (defect.header !== undefined) headers.delete(defect.header);
    if (defect.addHeader !== undefined) headers.set(...defect.addHeader);
    const given = init?.body;
    const body =
      given === undefined || given === null ? given : spoil(await new Response(given).text(), defect);
    const response = await fetch(input, { ...init, headers, ...(body === undefined ? {} : { body }) });
    if (defect.hear === undefined) return response;
    const [pattern, text] = defect.hear;
    const heard = (await response.text()).replaceAll(new RegExp(pattern, "g"), text);
    const { status, headers: told } = response;
    return new Response(heard, { status, headers: told });
  };
}

function spoil(text: string, { field, message, say }: Defect): string {
  const body = JSON.parse(text) as Record<string, unknown>;
  if (field !== undefined) delete body[field];
  if (message !== undefined)
    body["messages"] = (body["messages"] as { role: string }[]).filter(
      ({ role }) => role !== message,
    );
  const spoilt = JSON.stringify(body);
  return say === undefined ? spoilt : spoilt.replace(...say);
}
