package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"

	"example.com/ringfence/node"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

const (
	serverPort = 10250
	idle       = 4 * time.Hour
)

// serveStreams answers the API server, and trusts whoever asks: nobody else is in this network.
func (made *kubelet) serveStreams(listener net.Listener) error {
	certificate, err := selfSigned()
	if err != nil {
		return err
	}
	paths := http.NewServeMux()
	paths.HandleFunc("/exec/{namespace}/{pod}/{container}", made.exec)
	server := &http.Server{
		Handler:   paths,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12},
		// No HTTP/2: streams are upgrades of a connection.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	return server.ServeTLS(listener, "", "")
}

func (made *kubelet) exec(answer http.ResponseWriter, request *http.Request) {
	one := made.pods.find(request.PathValue("namespace"), request.PathValue("pod"))
	if one == nil {
		http.Error(answer, "pod does not exist", http.StatusNotFound)
		return
	}
	each := one.find(request.PathValue("container"))
	if each == nil {
		http.Error(answer, fmt.Sprintf("container not found (%q)", request.PathValue("container")), http.StatusNotFound)
		return
	}
	options, err := remotecommand.NewOptions(request)
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	one.mutex.Lock()
	isRunning := each.state.Running != nil
	one.mutex.Unlock()
	if !isRunning {
		http.Error(answer, fmt.Sprintf("container not running (%s)", each.spec.Name), http.StatusInternalServerError)
		return
	}
	remotecommand.ServeExec(answer, request, &execution{one, each}, one.name, string(one.uid), each.spec.Name,
		request.URL.Query()["command"], options, idle, remotecommand.DefaultStreamCreationTimeout, remotecommand.SupportedStreamingProtocols)
}

// execution runs a command in a container. As with containerd, it outlives a client that goes away.
type execution struct {
	pod       *pod
	container *container
}

func (of *execution) ExecInContainer(_ context.Context, _, _, _ string, arguments []string, input io.Reader, out, errOut io.WriteCloser, _ bool, _ <-chan remotecommand.TerminalSize, _ time.Duration) error {
	command, err := of.container.image.command(of.pod, &of.container.spec, arguments)
	if err != nil {
		return err
	}
	// A nil of another type is no nil of an interface.
	if out != nil {
		command.Stdout = out
	}
	if errOut != nil {
		command.Stderr = errOut
	}
	code, err := exitCode(of.pod.run(command, input, nil))
	if err == nil && code != 0 {
		err = utilexec.CodeExitError{Err: fmt.Errorf("exit status %d", code), Code: code}
	}
	return err
}

func selfSigned() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: node.Name}, IPAddresses: []net.IP{net.ParseIP(node.Address)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	bytes, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return &tls.Certificate{Certificate: [][]byte{bytes}, PrivateKey: key}, err
}
