module example.com/ringfence/node

go 1.26.0

require (
	github.com/vishvananda/netlink v1.2.1-beta.2
	github.com/vishvananda/netns v0.0.4
	golang.org/x/sys v0.17.0
)
