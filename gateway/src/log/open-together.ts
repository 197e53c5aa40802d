interface Closable {
  readonly close: () => Promise<void>;
}

/** Opens several things, all or none: where one fails, those opened before are closed. */
export async function openTogether<Value>(
  open: (keep: <Part extends Closable>(opening: Promise<Part>) => Promise<Part>) => Promise<Value>,
): Promise<Value> {
  const opened: Closable[] = [];
  try {
    return await open(async (opening) => {
      const part = await opening;
      opened.push(part);
      return part;
    });
  } catch (error) {
    await Promise.all(opened.map((part) => part.close()));
    throw error;
  }
}
