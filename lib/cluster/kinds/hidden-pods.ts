/**
 * Kinds whose objects make pods that their manifests do not show: an operator decides on labels and ports. By API group.
 * What has a pod template, whatever its kind, is no part of this: it is read as a workload.
 */
export const HIDDEN_PODS: Readonly<Record<string, readonly string[]>> = {
  'acid.zalan.do': ['postgresql'],
  'actions.github.com': ['AutoscalingRunnerSet', 'EphemeralRunner', 'EphemeralRunnerSet'],
  'actions.summerwind.dev': ['Runner', 'RunnerDeployment', 'RunnerReplicaSet', 'RunnerSet'],
  'agent.k8s.elastic.co': ['Agent'],
  'apm.k8s.elastic.co': ['ApmServer'],
  'apps.kruise.io': ['AdvancedCronJob'],
  'argoproj.io': ['AnalysisRun', 'ArgoCD', 'CronWorkflow', 'EventBus', 'EventSource', 'Sensor', 'Workflow'],
  'batch.volcano.sh': ['Job'],
  'beat.k8s.elastic.co': ['Beat'],
  'cassandra.datastax.com': ['CassandraDatacenter'],
  'ceph.rook.io': ['CephCluster', 'CephFilesystem', 'CephNFS', 'CephObjectStore', 'CephRBDMirror'],
  'clickhouse-keeper.altinity.com': ['ClickHouseKeeperInstallation'],
  'clickhouse.altinity.com': ['ClickHouseInstallation'],
  'crdb.cockroachlabs.com': ['CrdbCluster'],
  'databases.spotahome.com': ['RedisFailover'],
  'dragonflydb.io': ['Dragonfly'],
  'elasticsearch.k8s.elastic.co': ['Elasticsearch'],
  'enterprisesearch.k8s.elastic.co': ['EnterpriseSearch'],
  'flink.apache.org': ['FlinkDeployment', 'FlinkSessionJob'],
  'gateway.networking.k8s.io': ['Gateway'],
  'grafana.integreatly.org': ['Grafana'],
  'helm.cattle.io': ['HelmChart'],
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'install.istio.io': ['IstioOperator'],
  'jaegertracing.io': ['Jaeger'],
  'jobset.x-k8s.io': ['JobSet'],
  'k8s.keycloak.org': ['Keycloak'],
  'k8s.mariadb.com': ['MariaDB', 'MaxScale'],
  'k8ssandra.io': ['K8ssandraCluster'],
  'kafka.strimzi.io': [
    'Kafka',
    'KafkaBridge',
    'KafkaConnect',
    'KafkaMirrorMaker',
    'KafkaMirrorMaker2',
    'KafkaNodePool',
  ],
  'keda.sh': ['ScaledJob'],
  'kibana.k8s.elastic.co': ['Kibana'],
  'kubeflow.org': ['JAXJob', 'MPIJob', 'MXJob', 'PaddleJob', 'PyTorchJob', 'TFJob', 'XGBoostJob'],
  'kubevirt.io': ['VirtualMachine', 'VirtualMachineInstance', 'VirtualMachineInstanceReplicaSet'],
  'leaderworkerset.x-k8s.io': ['LeaderWorkerSet'],
  'logstash.k8s.elastic.co': ['Logstash'],
  'loki.grafana.com': ['LokiStack'],
  'minio.min.io': ['Tenant'],
  'mongodb.com': ['MongoDB', 'MongoDBOpsManager'],
  'mongodbcommunity.mongodb.com': ['MongoDBCommunity'],
  'monitoring.coreos.com': ['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'],
  'mysql.oracle.com': ['InnoDBCluster'],
  'opensearch.opster.io': ['OpenSearchCluster'],
  'opentelemetry.io': ['OpenTelemetryCollector', 'TargetAllocator'],
  'operator.knative.dev': ['KnativeEventing', 'KnativeServing'],
  'operator.openshift.io': ['IngressController'],
  'operator.victoriametrics.com': ['VMAgent', 'VMAlert', 'VMAlertmanager', 'VMAuth', 'VMCluster', 'VMSingle', 'VLogs'],
  'pgv2.percona.com': ['PerconaPGCluster'],
  'pingcap.com': ['TidbCluster'],
  'pkg.crossplane.io': ['Function', 'Provider'],
  'planetscale.com': ['VitessCluster'],
  'pool.kubevirt.io': ['VirtualMachinePool'],
  'postgres-operator.crunchydata.com': ['PGAdmin', 'PostgresCluster'],
  'postgresql.cnpg.io': ['Cluster', 'Pooler'],
  'psmdb.percona.com': ['PerconaServerMongoDB'],
  'pxc.percona.com': ['PerconaXtraDBCluster'],
  'rabbitmq.com': ['RabbitmqCluster'],
  'ray.io': ['RayCluster', 'RayJob', 'RayService'],
  'redis.redis.opstreelabs.in': ['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'],
  'scylla.scylladb.com': ['ScyllaCluster'],
  'serving.kserve.io': ['InferenceService'],
  'solr.apache.org': ['SolrCloud'],
  'sparkoperator.k8s.io': ['ScheduledSparkApplication', 'SparkApplication'],
  'tekton.dev': ['PipelineRun', 'TaskRun'],
  'tempo.grafana.com': ['TempoMonolithic', 'TempoStack'],
  'vault.banzaicloud.com': ['Vault'],
  'zookeeper.pravega.io': ['ZookeeperCluster'],
};

const NAMES: ReadonlySet<string> = new Set(
  Object.entries(HIDDEN_PODS).flatMap(([group, kinds]) => kinds.map((kind) => `${group}/${kind}`)),
);

/** Kinds that install whole charts, in whatever namespace. */
const CHARTS: readonly string[] = ['helm.cattle.io/HelmChart', 'helm.toolkit.fluxcd.io/HelmRelease'];

/** Whether an object makes pods in other namespaces than its own as well. */
export function installsCharts({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return CHARTS.includes(`${group}/${kind}`);
}

/** Whether objects of a kind make pods that their manifests do not show. */
export function hidesPods(group: string, kind: string): boolean {
  return NAMES.has(`${group}/${kind}`);
}
