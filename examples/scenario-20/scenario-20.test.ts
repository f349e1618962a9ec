import { App } from 'cdk8s';
import { clusterOf, Flow, IpBlock, Pods, Port } from 'ringfence/cdk8s';
import 'ringfence/jest';
import { BoundaryChart, cache, dns, middleware, proxy } from './boundary';
import { NamespaceChart, workloadCharts } from './workloads';

const buildCode = Pods.labelled({ app: 'build-code' }).inNamespace('default');
const monolith = Pods.labelled({ app: 'hunger-check' }).inNamespace('big-monolith');
const everything = Port.all();

function scenario({ withBoundary }: { withBoundary: boolean }): App {
  const app = new App();
  new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
  workloadCharts(app);
  if (withBoundary) new BoundaryChart(app, 'boundary');
  return app;
}

describe('before any policy everything is open', () => {
  const app = scenario({ withBoundary: false });

  test('any pod of default reaches the cache, the monolith reaches default, and all reach the API server and the internet', () => {
    expect(app).toAllow(Flow.from(buildCode).to(cache).on(Port.tcp(6379)));
    expect(app).toAllow(Flow.from(monolith).to(proxy).on(everything));
    expect(app).toAllow(Flow.from(Pods.all().inAnyNamespace()).to(IpBlock.ipv4('10.96.0.1/32')).on(Port.tcp(443)));
    expect(app).toAllow(Flow.from(cache).to(IpBlock.publicIpv4()).on(everything));
  });

  test('as a table', () => {
    expect(clusterOf(app)).toMatchSnapshot();
  });
});

describe('with the boundary', () => {
  const app = scenario({ withBoundary: true });
  const grant = Flow.from(proxy).to(cache).on(Port.tcp(6379));

  test('only the proxy reaches the cache, on its one port', () => {
    expect(app).toAllow(grant);
    expect(app).toOnlyAllowInto(middleware, grant);
  });

  test('neither build-code nor the monolith reaches anything in there', () => {
    expect(app).toDeny(Flow.from(buildCode).to(middleware).on(everything));
    expect(app).toDeny(Flow.from(monolith).to(middleware).on(everything));
  });

  test('from in there nothing is reached but DNS', () => {
    expect(app).toIsolate('secure-middleware', 'both');
    expect(app).toOnlyAllowOutOf(middleware, Flow.from(middleware).to(dns).on(Port.udp(53), Port.tcp(53)));
  });

  test('as a table', () => {
    expect(clusterOf(app)).toMatchSnapshot();
  });
});
