/* The library's addresses. It lets cdktf derive most of them from its construct tree, which this program does not have. */
const FOUNDATION = {
  namespace: "sentra",
  quota: "sentra",
  limitRange: "sentra",
  state: "sentra-checkpoints",
  role: "Flink_JobPermissions_9EEADDF5",
  roleBinding: "Flink_JobPermissions_Binding_A0BF76A0",
  operator: "Flink_Operator_32034E77",
};

const NODES = {
  role: "sentra-nodes",
  join: "Flink_NodePools_Role_Join_04D7726E",
  pull: "Flink_NodePools_Role_Pull_FAF8C329",
  network: "Flink_NodePools_Role_Network_B7CB6CEC",
};

const OF_STAGE = {
  normalize: {
    serviceAccount: "Flink_ServiceAccount-normalize_51E20466",
    role: "Flink_ServiceAccount-normalize_Role_4B3FA691",
    policy: "Flink_ServiceAccount-normalize_StatePolicy_C17A6E00",
    podIdentity: "Flink_ServiceAccount-normalize_PodIdentity_71A1AAC3",
    jobManagerBudget: "Flink_Stage-normalize_DisruptionBudget_ECD1BCC2",
    taskManagerBudget: "Flink_Stage-normalize_TaskManagers_DisruptionBudget_CBC706B2",
    config: "Flink_Stage-normalize_Config_CC3E48F1",
    restService: "Flink_Stage-normalize_Rest_6DAD8BF1",
    jobManagerService: "Flink_Stage-normalize_JobManagers_A6306556",
    taskManagerService: "Flink_Stage-normalize_TaskManagerNames_086D36F6",
  },
  enrich: {
    serviceAccount: "Flink_ServiceAccount-enrich_F1C3999A",
    role: "Flink_ServiceAccount-enrich_Role_E522B03A",
    policy: "Flink_ServiceAccount-enrich_StatePolicy_C0FEDB6B",
    podIdentity: "Flink_ServiceAccount-enrich_PodIdentity_C3539ACA",
    jobManagerBudget: "Flink_Stage-enrich_DisruptionBudget_823A08FC",
    taskManagerBudget: "Flink_Stage-enrich_TaskManagers_DisruptionBudget_DBC4D954",
    config: "Flink_Stage-enrich_Config_6C3DA51A",
    restService: "Flink_Stage-enrich_Rest_FEED924B",
    jobManagerService: "Flink_Stage-enrich_JobManagers_80B6D96E",
    taskManagerService: "Flink_Stage-enrich_TaskManagerNames_0578F2BC",
  },
  correlate: {
    serviceAccount: "Flink_ServiceAccount-correlate_0AB3240E",
    role: "Flink_ServiceAccount-correlate_Role_65370849",
    policy: "Flink_ServiceAccount-correlate_StatePolicy_45F75DE1",
    podIdentity: "Flink_ServiceAccount-correlate_PodIdentity_8BBEA298",
    jobManagerBudget: "Flink_Stage-correlate_DisruptionBudget_8A6C525B",
    taskManagerBudget: "Flink_Stage-correlate_TaskManagers_DisruptionBudget_2ACEA54D",
    config: "Flink_Stage-correlate_Config_C3117C5A",
    restService: "Flink_Stage-correlate_Rest_BD46BE03",
    jobManagerService: "Flink_Stage-correlate_JobManagers_43CAB989",
    taskManagerService: "Flink_Stage-correlate_TaskManagerNames_AFBF9A21",
  },
};

module.exports = { FOUNDATION, NODES, OF_STAGE };
