// Browsers take every name below `localhost` for this machine, the C library does not. Preloaded,
// it lets Node do as browsers do.
import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { syncBuiltinESMExports } from "node:module";

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

const lookup = dns.lookup as (name: string, options: LookupOptions, found: Found) => void;

dns.lookup = ((name: string, options: LookupOptions, found: Found) => {
  if (!name.endsWith(".localhost")) {
    lookup(name, options, found);
  } else if (options.all) {
    found(null, [{ address: "127.0.0.1", family: 4 }]);
  } else {
    found(null, "127.0.0.1", 4);
  }
}) as typeof dns.lookup;
syncBuiltinESMExports();
