type Port = InstanceType<typeof MessagePort>;

let nowhere: Port | undefined;

/** A port that has no other end: what is sent to it arrives nowhere. */
function portToNowhere(): Port {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}

/** Gives the memory of buffers back when the event loop next turns, where the collector may let it lie for some steps. They are empty at once. */
export function discard(buffers: readonly ArrayBuffer[]): void {
  nowhere ??= portToNowhere();
  nowhere.postMessage(null, [...buffers]);
}
