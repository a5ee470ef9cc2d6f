// The line to the server, in the fragment that each tap runs: what comes is given to the desk that the page shows outside of it,
// so that the desk itself never travels again.
export default function ({ data, setStateValue }) {
  const hub = (globalThis.upasthitiDesk ??= {})
  const mine = { data, send: (ask) => setStateValue("ask", ask) }
  hub.last = mine
  hub.receive?.(mine)
  return () => {
    if (hub.last === mine) hub.last = undefined // else the next item's line is there already
  }
}
