/**
 * Lets messages from the page in: a simulator computes without a break. A turn of the event loop by `setTimeout` would cost
 * four milliseconds.
 */
export function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
