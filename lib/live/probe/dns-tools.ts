/**
 * A question for the address of `cluster.local`, after two characters that say which question it is. Any answer will do, also
 * that there is no such name. None of its bytes is a line break, at which a shell would send the first half by itself.
 */
const QUESTION = '\\001\\000\\000\\001\\000\\000\\000\\000\\000\\000\\007cluster\\005local\\000\\000\\001\\000\\001';

/** Tools that can ask a DNS server over UDP, in the order in which they are tried: `nc` can say that it got an answer and nothing else. */
export const ASKING_TOOLS = ['bash', 'python3', 'node', 'perl', 'nc'] as const;

/**
 * What each of them is run by: as the scripts that connect, with the same arguments and words. `open`
 * says that the server has answered this very question, `other` that nothing but answers to others came. It is asked again each
 * second, since packets may be lost.
 */
export const ASKS: Readonly<Record<(typeof ASKING_TOOLS)[number], string>> = {
  // Reading takes one byte, and drops the rest of the packet.
  bash: `run bash -c 'echo "ringfence $1 asked"
i=\${1%"\${1#??}"} o=
exec 3<>"/dev/udp/$2/$3" || exit 1
for ((k = 0; k < $4; k++)); do
printf "%s${QUESTION}" "$i" >&3 || exit 1
b=; IFS= read -r -t 1 -N 1 -u 3 b; r=$?
if [ "$b" = "\${i%?}" ]; then echo "ringfence $1 open"; exit; fi
if [ -n "$b" ]; then o=other; elif [ "$r" -le 128 ]; then exit 1; fi
done
echo "ringfence $1 \${o:-timeout}"' bash "$n" "$h" "$p" "$s"`,
  python3: `run python3 -I -c 'import errno, socket, sys
_, n, h, p, s = sys.argv
def say(*words): print("ringfence", n, *words)
q = n[:2].encode() + b"${QUESTION}"
try:
  c = socket.socket(socket.AF_INET6 if ":" in h else socket.AF_INET, socket.SOCK_DGRAM)
  c.settimeout(1)
  c.connect((h, int(p)))
  end = "timeout"
  for _ in range(int(s)):
    c.send(q)
    try:
      while c.recv(4096)[:2] != q[:2]: end = "other"
      end = "open"
      break
    except socket.timeout: pass
  say(end)
except OSError as e: say("errno " + errno.errorcode.get(e.errno, "other"))
' "$n" "$h" "$p" "$s"`,
  node: `run node -e 'const [n, host, p, s] = process.argv.slice(1);
const end = (word) => { console.log("ringfence", n, word); process.exit(); };
let last = "timeout";
const q = Buffer.from(n.slice(0, 2) + "${QUESTION.replaceAll(/\\(\d{3})/g, (_, octal: string) => `\\x${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`)}", "latin1");
const c = require("dgram").createSocket(host.includes(":") ? "udp6" : "udp4");
c.on("message", (m) => { if (m.toString("latin1", 0, 2) === n.slice(0, 2)) end("open"); last = "other"; });
c.on("error", (e) => end("errno " + e.code));
c.connect(Number(p), host, () => { const ask = () => c.send(q); ask(); setInterval(ask, 1000); });
setTimeout(() => end(last), s * 1000);' "$n" "$h" "$p" "$s"`,
  // Without a message it may have ended for any reason, so that its silence is no evidence.
  nc: `i=\${n%"\${n#??}"}
b=$(printf "%s${QUESTION}" "$i" | nc -u -w "$s" "$h" "$p" 2>&1); r=$?
case $b in "$i"*) say open;; *) printf '%s\\n' "$b";; esac`,
  perl: `run perl -MIO::Socket::IP -e 'my ($n, $h, $p, $s) = @ARGV;
sub end { print "ringfence $n $_[0]\\n"; exit }
sub failed { end("errno " . (grep { $!{$_} } keys %!)[0]) }
my ($i, $last) = (substr($n, 0, 2), "timeout");
my $c = IO::Socket::IP->new(PeerHost => $h, PeerPort => $p, Proto => "udp") or failed();
for (1 .. $s) {
  defined($c->send("$i${QUESTION}")) or failed();
  my $r = "";
  vec($r, fileno($c), 1) = 1;
  next unless select($r, undef, undef, 1);
  defined($c->recv(my $b, 4096)) or failed();
  end("open") if substr($b, 0, 2) eq $i;
  $last = "other";
}
end($last)' "$n" "$h" "$p" "$s"`,
};
