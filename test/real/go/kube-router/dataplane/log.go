package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"example.com/ringfence/node"
)

// try is a connection that is tried while packets are logged.
type try struct {
	From string `json:"from"`
	To   string `json:"to"`
	node.Port
}

const (
	// logGroup is the group of NFLOG to which kube-router copies what it denies.
	logGroup = 100
	logFile  = "/run/packets.log"
	// flush is longer than the kernel keeps copies back.
	flush = 1500 * time.Millisecond
	// readerPatience is how long ulogd may take to start.
	readerPatience = 15 * time.Second
)

// limit is what kube-router puts before a copy, so that a log does not grow: ten packets a minute and pod.
var limit = regexp.MustCompile(` -m limit --limit \S+( --limit-burst \S+)?`)

// logged tries connections while ulogd writes the copies that kube-router makes of packets that it denies.
func logged(pods []*pod, tries []try) ([]string, error) {
	if err := withoutLimits(); err != nil {
		return nil, err
	}
	reader, err := startReader()
	if err != nil {
		return nil, err
	}
	if err := tryAll(pods, tries); err != nil {
		return nil, err
	}
	time.Sleep(flush)
	if err := reader.Process.Signal(syscall.SIGTERM); err != nil {
		return nil, err
	}
	if err := reader.Wait(); err != nil {
		if exit, isExit := err.(*exec.ExitError); !isExit || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
			return nil, fmt.Errorf("ulogd: %w", err)
		}
	}
	text, err := os.ReadFile(logFile)
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(text), func(char rune) bool { return char == '\n' }), nil
}

// withoutLimits copies every packet that is denied, and changes no other rule.
func withoutLimits() error {
	saved, err := exec.Command("iptables-save", "-t", "filter").Output()
	if err != nil {
		return fmt.Errorf("iptables-save: %w", err)
	}
	lines := strings.Split(string(saved), "\n")
	for index, line := range lines {
		if strings.Contains(line, "-j NFLOG") {
			lines[index] = limit.ReplaceAllString(line, "")
		}
	}
	restore := exec.Command("iptables-restore")
	restore.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	if output, err := restore.CombinedOutput(); err != nil {
		return fmt.Errorf("iptables-restore: %w: %s", err, output)
	}
	return nil
}

// plugins are those of ulogd that write a line for each packet, as the LOG target of the kernel does.
var plugins = []string{
	"inppkt_NFLOG", "raw2packet_BASE", "filter_IFINDEX", "filter_IP2STR", "filter_PRINTPKT", "output_LOGEMU",
}

// startReader starts ulogd and waits until the kernel knows it.
func startReader() (*exec.Cmd, error) {
	found, err := filepath.Glob("/usr/lib*/**/ulogd/ulogd_inppkt_NFLOG.so")
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("the plugins of ulogd are nowhere in /usr/lib: %v", err)
	}
	var config bytes.Buffer
	fmt.Fprintf(&config, "[global]\nlogfile=\"/run/ulogd.log\"\n")
	for _, plugin := range plugins {
		fmt.Fprintf(&config, "plugin=%q\n", filepath.Join(filepath.Dir(found[0]), "ulogd_"+plugin+".so"))
	}
	fmt.Fprint(&config, "stack=log1:NFLOG,base1:BASE,ifi1:IFINDEX,ip2str1:IP2STR,print1:PRINTPKT,emu1:LOGEMU\n")
	fmt.Fprintf(&config, "[log1]\ngroup=%d\n[emu1]\nfile=%q\nsync=1\n", logGroup, logFile)
	if err := os.WriteFile("/run/ulogd.conf", config.Bytes(), 0o600); err != nil {
		return nil, err
	}
	reader := exec.Command("ulogd", "-c", "/run/ulogd.conf")
	// It ends with the namespaces. A signal at the end of its parent would come with the end of a thread already.
	if err := reader.Start(); err != nil {
		return nil, fmt.Errorf("ulogd: %w", err)
	}
	bound := regexp.MustCompile(fmt.Sprintf(`(?m)^\s*%d\s`, logGroup))
	for end := time.Now().Add(readerPatience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		// Of this thread: the first one of the process may be in the network of a pod by now.
		if readers, err := os.ReadFile("/proc/thread-self/net/netfilter/nfnetlink_log"); err == nil && bound.Match(readers) {
			return reader, nil
		}
	}
	said, _ := os.ReadFile("/run/ulogd.log")
	return nil, fmt.Errorf("ulogd does not read group %d: %s", logGroup, said)
}

func tryAll(pods []*pod, tries []try) error {
	byKey := map[string]*pod{}
	for _, one := range pods {
		byKey[one.key] = one
	}
	for _, one := range tries {
		source, destination := byKey[one.From], byKey[one.To]
		if source == nil || destination == nil {
			return fmt.Errorf("no pod %s or %s", one.From, one.To)
		}
		err := source.In(func() error {
			probe(destination.Address, one.Port)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
