/** Small exports in the shapes that the programs write, made by hand from their public descriptions. */

/** A ChatGPT export: hidden root, thoughts, a second answer, an image, code, a tool. */
export function chatGpt(): unknown {
  const node = (id: string, parent: string | null, message: unknown): [string, unknown] => [
    id,
    { id, parent, children: [], message },
  ];
  const said = (role: string, content: unknown, more: object = {}): unknown => ({
    id: "m",
    author: { role, name: null, metadata: {} },
    create_time: 1_700_000_001,
    content,
    recipient: "all",
    metadata: role === "assistant" ? { model_slug: "gpt-4o" } : {},
    ...more,
  });
  const text = (...parts: unknown[]): unknown => ({ content_type: "text", parts });
  return [
    {
      id: "c-1",
      conversation_id: "c-1",
      title: "Tea",
      create_time: 1_700_000_000.5,
      update_time: 1_700_000_100,
      current_node: "n6",
      mapping: Object.fromEntries([
        node("root", null, null),
        node("n0", "root", said("system", text(""), { metadata: { is_visually_hidden_from_conversation: true } })),
        node("n1", "n0", said("user", text("Which tea?"))),
        node("n2b", "n1", said("assistant", text("Black tea."))),
        node("n2t", "n1", said("assistant", { content_type: "thoughts", thoughts: [{ summary: "s", content: "They ask about tea." }] })),
        node("n2", "n2t", said("assistant", text("Green tea."))),
        node("n3", "n2", said("user", { content_type: "multimodal_text", parts: [{ content_type: "image_asset_pointer", asset_pointer: "file-service://x" }, "And this one?"] })),
        node("n5", "n3", said("tool", text("raw output"))),
        node("n6", "n5", said("assistant", { content_type: "code", language: "python", text: "print('tea')" })),
      ]),
    },
  ];
}

/** A Claude export: blocks, an attachment with its text, a file without, a tool. */
export function claude(): unknown {
  return [
    {
      uuid: "u-1",
      name: "Notes",
      created_at: "2025-01-02T03:04:05.000000Z",
      updated_at: "2025-01-02T03:05:05.000000Z",
      account: { uuid: "a" },
      chat_messages: [
        {
          uuid: "m-1",
          sender: "human",
          text: "Summarise.",
          content: [{ type: "text", text: "Summarise.", citations: [] }],
          created_at: "2025-01-02T03:04:05.000000Z",
          attachments: [{ file_name: "notes.txt", file_size: 10, file_type: "txt", extracted_content: "long notes" }],
          files: [{ file_name: "notes.txt" }, { file_name: "photo.png" }],
        },
        {
          uuid: "m-2",
          sender: "assistant",
          text: "Done.",
          content: [{ type: "thinking", thinking: "short, then" }, { type: "tool_use", name: "artifacts", input: {} }, { type: "text", text: "Done." }],
          created_at: "2025-01-02T03:04:06.000000Z",
          attachments: [],
          files: [],
        },
        { uuid: "m-3", sender: "human", text: "Thanks", content: [], created_at: "2025-01-02T03:04:07.000000Z" },
      ],
    },
  ];
}

/** An Open WebUI export: two answers to one question. */
export function openWebUi(): unknown {
  return [
    {
      id: "w-1",
      user_id: "u",
      title: "Cats",
      pinned: true,
      created_at: 1_730_000_000,
      updated_at: 1_730_000_100,
      meta: { tags: ["pets"] },
      chat: {
        title: "Cats",
        models: ["llama3"],
        history: {
          currentId: "b2",
          messages: {
            a: { id: "a", parentId: null, childrenIds: ["b1", "b2"], role: "user", content: "Cats?", timestamp: 1_730_000_001 },
            b1: { id: "b1", parentId: "a", childrenIds: [], role: "assistant", content: "First.", model: "llama3", timestamp: 1_730_000_002 },
            b2: { id: "b2", parentId: "a", childrenIds: [], role: "assistant", content: "Second.", model: "llama3", timestamp: 1_730_000_003 },
          },
        },
        messages: [],
      },
    },
  ];
}

/** A LibreChat export of one chat with two answers. */
export function libreChat(form: "recursive" | "flat"): unknown {
  const root = "00000000-0000-0000-0000-000000000000";
  const question = { messageId: "q", parentMessageId: root, isCreatedByUser: true, text: "Hi", sender: "User", createdAt: "2025-02-01T00:00:00.000Z" };
  const a = { messageId: "a", parentMessageId: "q", isCreatedByUser: false, text: "A", model: "gemini-2.5-pro", endpoint: "google", createdAt: "2025-02-01T00:00:01.000Z" };
  const b = { messageId: "b", parentMessageId: "q", isCreatedByUser: false, text: "", content: [{ type: "think", think: "hm" }, { type: "text", text: { value: "B" } }], model: "gemini-2.5-pro", endpoint: "google", createdAt: "2025-02-01T00:00:02.000Z" };
  const chat = { conversationId: "l-1", endpoint: "google", title: "Hi", exportAt: "10:00:00 GMT", branches: true, options: {} };
  return form === "flat"
    ? { ...chat, recursive: false, messages: [question, a, b] }
    : { ...chat, recursive: true, messages: [{ ...question, children: [a, b] }] };
}
