// The line to the server, in the fragment that each tap runs: what comes is given to the desk that the page shows outside of it,
// so that the desk itself never travels again.
export default function ({ data, setStateValue }) {
  const hub = (globalThis.upasthitiDesk ??= {})
  hub.last = { data, send: (ask) => setStateValue("ask", ask) }
  hub.receive?.(hub.last)
  return () => {
    hub.last = undefined
    hub.receive?.(undefined)
  }
}
