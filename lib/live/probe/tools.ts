import { ASKING_TOOLS, ASKS } from './dns-tools';
import type { ProbedProtocol } from './probe-port';

/**
 * Programs that can open a TCP connection, in the order in which they are tried. None of them needs a server that answers,
 * but for the last resort `wget`.
 */
export const TOOLS = ['bash', 'curl', 'python3', 'node', 'nc', 'wget', 'perl'] as const;
export type Tool = (typeof TOOLS)[number];

/**
 * What each tool is run by, as text for `sh -c`. The nonce, the host, the port and the seconds are the positional arguments `$1`
 * to `$4`: nothing that comes from a cluster is ever a part of a script. Each prints lines `ringfence NONCE WORD`, and nothing counts
 * without such a line.
 */
const CONNECTS: Readonly<Record<Tool, string>> = {
  bash: `run bash -c 'echo "ringfence $1 started"; exec 3<>"/dev/tcp/$2/$3" && echo "ringfence $1 open"' bash "$n" "$h" "$p"`,
  // telnet sends nothing by itself, so that no server is bothered.
  curl: `case $h in *:*) u="[$h]";; *) u=$h;; esac
run curl -q -sS -g --noproxy '*' --connect-timeout "$s" --max-time "$((s+1))" -o /dev/null -w "ringfence $n connect %{time_connect}\\n" "telnet://$u:$p"`,
  python3: `run python3 -I -c 'import errno, socket, sys
_, n, h, p, s = sys.argv
def say(*words): print("ringfence", n, *words)
try:
  socket.create_connection((h, int(p)), float(s)).close()
  say("open")
except (socket.timeout, OSError) as e:
  say("timeout" if isinstance(e, socket.timeout) else "errno " + errno.errorcode.get(e.errno, "other"))
' "$n" "$h" "$p" "$s"`,
  node: `run node -e 'const [n, host, p, s] = process.argv.slice(1);
const end = (word) => { console.log("ringfence", n, word); process.exit(); };
const c = require("net").connect({ host, port: Number(p) });
setTimeout(() => end("timeout"), s * 1000);
c.on("connect", () => end("open"));
c.on("error", (e) => end("errno " + e.code));' "$n" "$h" "$p" "$s"`,
  nc: `run nc -z -v -w "$s" "$h" "$p"
if [ "$r" = 0 ]; then say open; fi`,
  wget: `case $h in *:*) u="[$h]";; *) u=$h;; esac
run wget -Y off -T "$s" -t 1 -O /dev/null "http://$u:$p/"
if [ "$r" = 0 ]; then say open; fi`,
  perl: `run perl -MIO::Socket::IP -e 'my ($n, $h, $p, $s) = @ARGV;
my $c = IO::Socket::IP->new(PeerHost => $h, PeerPort => $p, Timeout => $s, Proto => "tcp");
print "ringfence $n ", ($c ? "open" : $!{ETIMEDOUT} ? "timeout" : "errno " . (grep { $!{$_} } keys %!)[0]), "\\n";' "$n" "$h" "$p" "$s"`,
};

/** How much longer than the connection the tool may take before it is killed in the pod. */
export const GRACE_SECONDS = 3;

/**
 * Around each: proxies and what else a pod puts into its programs are not used, messages are in English, and the tool ends by itself,
 * whatever becomes of kubectl. The word `late` says that it had to be ended: a tool may be killed by others too, as where memory is short.
 */
const AROUND = `n=$1 h=$2 p=$3 s=$4
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset BASH_ENV NODE_OPTIONS PERL5OPT LD_PRELOAD
export LC_ALL=C
say() { echo "ringfence $n $*"; }
run() {
"$@" </dev/null 2>&1 & c=$!
( sleep "$((s+${GRACE_SECONDS}))" && kill -9 "$c" ) >/dev/null 2>&1 </dev/null & w=$!
wait "$c" 2>/dev/null; r=$?
kill "$w" 2>/dev/null
if wait "$w" 2>/dev/null; then say late; fi
}
`;

/** Those that can try a port of a protocol. */
export function toolsFor(protocol: ProbedProtocol): readonly Tool[] {
  return protocol === 'TCP' ? TOOLS : ASKING_TOOLS;
}

/**
 * The script that opens one TCP connection from inside of a pod, or asks a DNS server over UDP.
 * @throws RangeError for a tool that cannot
 */
export function connectScript(tool: Tool, protocol: ProbedProtocol): string {
  const scripts: Readonly<Partial<Record<Tool, string>>> = protocol === 'TCP' ? CONNECTS : ASKS;
  const script = scripts[tool];
  if (script === undefined) throw new RangeError(`${tool} asks nothing over ${protocol}`);
  return `${AROUND}${script}\nsay exit "$r"`;
}

/** The script that says which tools there are. */
export const DETECT_SCRIPT = `for t in ${TOOLS.join(' ')}; do command -v "$t" >/dev/null 2>&1 && echo "ringfence $1 has $t"; done; echo "ringfence $1 end"`;

/** The command in the pod. `$0` is a name for messages. */
export function inPod(script: string, nonce: string, ...args: readonly string[]): string[] {
  return ['sh', '-c', script, 'ringfence', nonce, ...args];
}
