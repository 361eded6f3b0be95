/** Calls it as a user who may write nowhere but in the open: root, who may write anywhere, becomes `nobody` for as long. */
export async function withoutPrivileges(call: () => Promise<unknown>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.('nobody');
  try {
    await call();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
