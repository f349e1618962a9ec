package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"example.com/ringfence/node"
)

// cluster is what runs.
type cluster struct {
	paths   map[string]string
	running map[string]*exec.Cmd
}

// What each program is started with. All of their files are in the folder in memory in which they run.
var arguments = map[string][]string{
	"etcd": {
		"--data-dir=etcd", "--unsafe-no-fsync", "--listen-client-urls=" + etcdServer, "--advertise-client-urls=" + etcdServer,
		"--listen-peer-urls=" + etcdPeer, "--initial-advertise-peer-urls=" + etcdPeer, "--initial-cluster=default=" + etcdPeer,
	},
	"kube-apiserver": {
		"--etcd-servers=" + etcdServer, "--bind-address=0.0.0.0", "--advertise-address=" + node.Address, "--secure-port=6443",
		"--cert-dir=certificates", "--service-account-issuer=https://kubernetes.default.svc", "--service-account-key-file=" + keyFile,
		"--service-account-signing-key-file=" + keyFile, "--authorization-mode=Node,RBAC", "--token-auth-file=" + tokenFile,
		"--service-cluster-ip-range=10.96.0.0/16", "--allow-privileged=true", "--profiling=false",
	},
	"kube-controller-manager": {
		"--kubeconfig=" + kubeconfig, "--service-account-private-key-file=" + keyFile, "--root-ca-file=" + certificate,
		"--leader-elect=false", "--bind-address=127.0.0.1", "--controllers=" + controllers,
		// Without these it makes twenty objects a second.
		"--kube-api-qps=1000", "--kube-api-burst=1000", "--concurrent-replicaset-syncs=10",
	},
	"kubelet":          {"-kubeconfig=" + kubeconfig, "-images=" + imagesFile},
	"network-policies": {kubeconfig},
}

const controllers = "deployment-controller,replicaset-controller,statefulset-controller,daemonset-controller,job-controller," +
	"namespace-controller,serviceaccount-controller,garbage-collector-controller,endpointslice-controller"

func (made *cluster) startProgram(name string) error {
	path, isKnown := made.paths[name]
	if !isKnown || made.running[name] != nil {
		return fmt.Errorf("%s is not there to be started", name)
	}
	log, err := os.OpenFile(logOf(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	program := exec.Command(path, arguments[name]...)
	program.Stdout, program.Stderr = log, log
	// Proxies and the like of whoever runs the tests are not for them.
	program.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	if err := program.Start(); err != nil {
		return err
	}
	made.running[name] = program
	return nil
}

// stop kills a program; what it has written to the kernel, such as rules of iptables, stays.
func (made *cluster) stop(name string) error {
	program := made.running[name]
	if program == nil {
		return fmt.Errorf("%s does not run", name)
	}
	delete(made.running, name)
	if err := program.Process.Kill(); err != nil {
		return err
	}
	_ = program.Wait()
	return nil
}

func logOf(name string) string { return filepath.Join(folder, name+".log") }

// log is the end of what a program printed.
func (made *cluster) log(name string) string {
	const most = 4000
	text, err := os.ReadFile(logOf(name))
	if err != nil {
		return err.Error()
	}
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return string(text)
}
