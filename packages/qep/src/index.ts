/**
 * The library. It runs in Node, in workers and in browsers; what only these have is in `qep/node` and `qep/browser`.
 *
 * @module qep
 */
export { type ErrorCode, isQepError, QepError, type TextLocation } from "./base/errors.ts";
export { RandomStream, type StreamKey } from "./base/random.ts";
export { CountedDevice } from "./devices/counted-device.ts";
export type { CountedDeviceOptions, CountedOperators } from "./devices/counted-options.ts";
export type { EquilibriumOption, ThermalMethod } from "./devices/equilibrium.ts";
export { type FreeEnergyPoint, freeEnergyObjective } from "./devices/free-energy-objective.ts";
export {
  type GroundLevel,
  type GroundLevelOptions,
  type LevelSymmetries,
  requireGroundLevelMemory,
  solveGroundLevel,
} from "./devices/ground-level.ts";
export type { Knobs } from "./devices/hamiltonian.ts";
export {
  type HolomorphicCircle,
  type HolomorphicGradient,
  type HolomorphicPoint,
  holomorphicGradient,
} from "./devices/holomorphic-gradient.ts";
export { LatticeSimulator } from "./devices/lattice-simulator.ts";
export { bytesOf, describeNeed, type MemoryNeed } from "./devices/memory-need.ts";
export { MiscalibratedDevice } from "./devices/miscalibrated-device.ts";
export {
  drawMiscalibration,
  type KnobCounts,
  type KnobErrors,
  type Miscalibration,
  type MiscalibrationSize,
} from "./devices/miscalibration.ts";
export { PooledDevice, type PoolOptions } from "./devices/pooled-device.ts";
export { QuenchedDevice } from "./devices/quenched-device.ts";
export { RestrictedDevice, readoutSeconds } from "./devices/restricted-device.ts";
export { Simulator, type SimulatorOptions } from "./devices/simulator.ts";
export { requireMemoryToOpen, type SimulatorToOpen } from "./devices/simulator-memory.ts";
export type { StateObservation, StateObserver } from "./devices/state-observer.ts";
export type { SymmetryOption } from "./devices/symmetry-choice.ts";
export {
  estimateThermalLevel,
  type ThermalEstimate,
  type ThermalEstimateOptions,
} from "./devices/thermal-estimate.ts";
export { solveThermalLevel, type ThermalLevel, type ThermalLevelOptions } from "./devices/thermal-level.ts";
export type { SimulatorChannel } from "./devices/worker-client.ts";
export type { Channel } from "./devices/worker-protocol.ts";
export { type BaselineOptions, type Baselines, hasBaselines, runBaselines } from "./experiments/baselines.ts";
export {
  type AutoGradient,
  batchOf,
  buildExperiment,
  type Experiment,
  type Objective,
  objectiveOf,
  settledGradient,
} from "./experiments/build-experiment.ts";
export {
  type HiddenParts,
  type Simulated,
  simulatedDevice,
  simulatedSystem,
} from "./experiments/build-hidden.ts";
export {
  type MeasuredExperiment,
  pilotDevice,
  type ReadoutInflation,
  readoutInflation,
  undoneReadoutErrors,
} from "./experiments/build-measurement.ts";
export type { ModelEntry, ModelReference } from "./experiments/catalogue-entry.ts";
export { requireContinuable } from "./experiments/claim-run.ts";
export { type CouplingTriangle, couplingTriangle } from "./experiments/coupling-triangle.ts";
export { type DataColumns, readDataColumns } from "./experiments/data-columns.ts";
export {
  type DefinedExperiment,
  defineExperiment,
  isDefinedExperiment,
} from "./experiments/define-experiment.ts";
export { type DiagramTable, type PointReader, stateReader } from "./experiments/diagram.ts";
export {
  type BoundaryIndicator,
  type DiagramBoundary,
  diagramBoundaries,
  susceptibilityColumn,
} from "./experiments/diagram-boundaries.ts";
export type { BatchSize, ExperimentData } from "./experiments/experiment-data.ts";
export { type ExperimentDifference, experimentDifferences } from "./experiments/experiment-differences.ts";
export type { ConfigPath, ExperimentIssue } from "./experiments/experiment-issues.ts";
export { experimentQuantities, type QuantityContext } from "./experiments/experiment-quantities.ts";
export type { Locate } from "./experiments/experiment-source.ts";
export type { PilotDevices, PilotOptions } from "./experiments/gradient-pilots.ts";
export { stepsTable, testsTable } from "./experiments/history-tables.ts";
export { type ImperfectionBias, imperfectionBiases } from "./experiments/imperfection-biases.ts";
export { experimentJsonSchema, type JsonSchema } from "./experiments/json-schema.ts";
export { MemoryRunDirectory } from "./experiments/memory-run-store.ts";
export { MODEL_CATALOGUE } from "./experiments/model-catalogue.ts";
export type { OwnSettings, ParameterGroup } from "./experiments/parameter-blocks.ts";
export {
  parameterArrays,
  parametersByName,
  parameterTable,
  readParameters,
} from "./experiments/parameter-files.ts";
export {
  type ParsedExperiment,
  parseExperiment,
  type ReadOptions,
  resolveExperiment,
} from "./experiments/parse-experiment.ts";
export type { PlanBudget, TrainingTotals } from "./experiments/plan-cost.ts";
export type { PlanCurve, PlanCurves } from "./experiments/plan-curves.ts";
export {
  type ExperimentPlan,
  type Learnable,
  type PlannedTraining,
  type PlanOptions,
  planExperiment,
} from "./experiments/plan-experiment.ts";
export { planTraining, type TrainingExpectation, type TrainingPlan } from "./experiments/plan-training.ts";
export type { PlannedBasis } from "./experiments/planned-bases.ts";
export { readStoredExperiment } from "./experiments/read-stored-experiment.ts";
export { type RunFiles, readRunArchive, runsAmong, writeRunArchive } from "./experiments/run-archive.ts";
export { restartFolder, runFolderReader } from "./experiments/run-folder.ts";
export {
  type Checkpoint,
  type HistoryRecord,
  isStep,
  isTest,
  RUN_FILES,
  type RunInfo,
  readCheckpoint,
  readHistory,
  type TestRecord,
  valuesReached,
} from "./experiments/run-record.ts";
export { experimentText } from "./experiments/run-report.ts";
export type { RunReader, RunStore, StoredLines } from "./experiments/run-store.ts";
export {
  latestFirst,
  listRun,
  type RunListing,
  type RunSummary,
  summarizeRun,
} from "./experiments/run-summary.ts";
export type { ExperimentConfig, ExperimentInput } from "./experiments/schema.ts";
export type { LossFunction, LossPoint, LossValue } from "./experiments/schema-loss.ts";
export type { SectionFile } from "./experiments/section-file.ts";
export { simulatorSettings } from "./experiments/simulator-settings.ts";
export { solverTolerance } from "./experiments/solver-tolerance.ts";
export { type StartingValue, startedAt, startingValues } from "./experiments/starting-values.ts";
export { knobNames, knobSetter, type SweepAxis } from "./experiments/sweep.ts";
export { requireBuildableSize } from "./experiments/system-size.ts";
export {
  type RestartRecord,
  type RestartsOptions,
  type RestartsOutcome,
  trainRestarts,
} from "./experiments/train-restarts.ts";
export {
  type TrainingOptions,
  type TrainingOutcome,
  type TrainingProgress,
  trainExperiment,
} from "./experiments/train-run.ts";
export { type RunHost, type StoredTrainingOptions, trainStored } from "./experiments/train-stored.ts";
export {
  compareTransfer,
  type TransferComparison,
  type TransferOptions,
  type TransferScores,
} from "./experiments/transfer.ts";
export type { VerifiedPlan } from "./experiments/verify-plan.ts";
export { type CsvTable, readCsv, writeCsv } from "./formats/csv.ts";
export {
  type NpyArray,
  type NpyArrayOf,
  type NpyElements,
  npyArray,
  readNpy,
  writeNpy,
} from "./formats/npy.ts";
export type { NpyDtype } from "./formats/npy-header.ts";
export { readNpz, writeNpz } from "./formats/npz.ts";
export { type TableColumn, writeParquet } from "./formats/parquet.ts";
export type { BasisStates } from "./kernels/basis-states.ts";
export type {
  Kernels,
  KernelVariant,
  ObservablePlan,
  OperatorPlan,
  PauliPlan,
  PauliTable,
  Vector,
  VectorBlock,
} from "./kernels/kernels.ts";
export type { StateLayout } from "./kernels/layout.ts";
export { referenceKernels } from "./kernels/reference-kernels.ts";
export type { TeamTask } from "./kernels/team-member.ts";
export type { StartTeamThread, TeamThread } from "./kernels/thread-team.ts";
export { instantiateKernels, openTeamKernels, type TeamKernelOptions } from "./kernels/wasm-kernels.ts";
export { compileKernels, hasRelaxedSimd, hasSimd, type KernelModule } from "./kernels/wasm-module.ts";
export type { Basis, BasisSupport, Readout } from "./measurement/basis.ts";
export { type BasisReading, type CountedReading, readBasis } from "./measurement/basis-reading.ts";
export { type BasisChoice, chooseBases } from "./measurement/choose-bases.ts";
export {
  type CliffordCircuit,
  type CliffordGate,
  conjugate,
  inverseOf,
} from "./measurement/clifford-circuit.ts";
export { type Counts, countShots, gatherCounts, marginalOccurrences } from "./measurement/counts.ts";
export { diagonalisingCircuit } from "./measurement/diagonalisation.ts";
export { type Estimate, estimateFromCounts } from "./measurement/estimate.ts";
export { type AllocationRule, type GroupedOptions, GroupedScheme } from "./measurement/grouped-scheme.ts";
export type { Drift, Imperfections } from "./measurement/imperfections.ts";
export { measuredStrings } from "./measurement/measured-strings.ts";
export type { MeasurementScheme, TakenReadout } from "./measurement/measurement-scheme.ts";
export {
  type ObservableRow,
  type ObservableStrings,
  observableStrings,
} from "./measurement/observable-strings.ts";
export {
  type KnobLimits,
  type Platform,
  type PlatformNames,
  type PlatformTimes,
  requirePlatform,
} from "./measurement/platform.ts";
export {
  type CalibrationCounts,
  calibrateReadout,
  type ReadoutCalibration,
} from "./measurement/readout-calibration.ts";
export { operatorInflation, type ReadoutErrors, varianceInflation } from "./measurement/readout-errors.ts";
export { ShadowScheme } from "./measurement/shadow-scheme.ts";
export {
  type GroupingRule,
  groupStrings,
  overlappingGroups,
  type StringGroup,
} from "./measurement/string-groups.ts";
export { type BoseHubbardOptions, boseHubbard } from "./models/bose-hubbard.ts";
export { type ChainOptions, chainSum, clusterIsing, transverseFieldIsing } from "./models/chains.ts";
export type { Disorder, DisorderDistribution } from "./models/disorder.ts";
export { type HubbardOptions, hubbard, kitaevChain } from "./models/fermions.ts";
export { type HoneycombOptions, kitaevHoneycomb } from "./models/kitaev-honeycomb.ts";
export {
  type Bond,
  bondKinds,
  bondSum,
  type Lattice,
  type LatticeCells,
  type Position,
  siteSum,
} from "./models/lattice.ts";
export { type LongRangeIsingOptions, longRangeIsing } from "./models/long-range-ising.ts";
export {
  type ChainLattice,
  type GraphLattice,
  type LadderLattice,
  type LatticeOptions,
  type LatticeReach,
  makeLattice,
  type PlaneLattice,
} from "./models/make-lattice.ts";
export type { Boundary, Model, NamedOperator } from "./models/model.ts";
export { joinMaps, type ParameterMap, type ScalarMap, scalarMaps } from "./models/parameter-map.ts";
export { type Blockade, type RydbergArrayOptions, rydbergArray } from "./models/rydberg-array.ts";
export {
  type MappedModel,
  type MovableRydbergOptions,
  movableRydbergArray,
} from "./models/rydberg-positions.ts";
export { attachSensor, phaseProjectors, type Sensor, type SensorOptions } from "./models/sensor.ts";
export {
  type EdwardsAndersonOptions,
  edwardsAnderson,
  type SherringtonKirkpatrickOptions,
  sherringtonKirkpatrick,
} from "./models/spin-glass.ts";
export { inSpins } from "./models/spin-half.ts";
export { type Exchange, type SpinLatticeOptions, spinLattice } from "./models/spin-lattice.ts";
export { BosonModes } from "./operators/boson-modes.ts";
export { readOpenFermion, writeOpenFermion } from "./operators/exchange/openfermion.ts";
export {
  type FormatOptions,
  OPERATOR_FORMATS,
  type OperatorFormat,
  readOperatorFormat,
  type WrittenOperator,
  writeOperatorFormat,
} from "./operators/exchange/operator-format.ts";
export { readPennyLane, writePennyLane } from "./operators/exchange/pennylane.ts";
export type { PythonValue } from "./operators/exchange/python-value.ts";
export { type QiskitTerm, readQiskit, writeQiskit } from "./operators/exchange/qiskit.ts";
export {
  type QuSpinBasis,
  type QuSpinEntry,
  type QuSpinPauli,
  readQuSpin,
  writeQuSpin,
} from "./operators/exchange/quspin.ts";
export { annihilation, creation, fermionNumber, hopping, pairing } from "./operators/jordan-wigner.ts";
export {
  type LatticeSymmetries,
  latticeSymmetries,
  type SitePermutation,
} from "./operators/lattice-symmetries.ts";
export { type Complex, OperatorSum, type PauliTerm } from "./operators/operator-sum.ts";
export { type ParseOptions, parseOperator, type TextConvention } from "./operators/parse-operator.ts";
export { type PauliLetter, PauliString } from "./operators/pauli-string.ts";
export { type PauliSymmetries, pauliSymmetries } from "./operators/pauli-symmetries.ts";
export { RealBasis } from "./operators/real-basis.ts";
export type { SignedString } from "./operators/signed-string.ts";
export {
  type FixedCharge,
  type ForbiddenValues,
  Subspace,
  type SubspaceDefinition,
} from "./operators/subspace.ts";
export { type Embedding, type Sector, type TaperedString, Tapering } from "./operators/tapering.ts";
export { timeReversal } from "./operators/time-reversal.ts";
export type { BiasCurve, PilotMean } from "./propagation/bias-curve.ts";
export {
  type BiasLadder,
  biasLadder,
  type LadderSettings,
  type PilotGradients,
  type StepLadder,
  stepLadder,
} from "./propagation/bias-ladder.ts";
export { checkLossDerivative, type LossArgumentNames } from "./propagation/check-loss-derivative.ts";
export {
  type CrossEntropyLossOptions,
  crossEntropyLoss,
  type HingeLossOptions,
  hingeLoss,
} from "./propagation/classification-losses.ts";
export { type CorrelationLossOptions, correlationLoss } from "./propagation/correlation-loss.ts";
export { type CustomLossResult, customLoss } from "./propagation/custom-loss.ts";
export type * from "./propagation/device.ts";
export type { DriftComparison } from "./propagation/drift-check.ts";
export {
  type EstimatorModel,
  type ExpectedError,
  gradientError,
  type PerPhase,
  type PlannedBatch,
  type PlannedEstimator,
  type PlannedMethod,
  planEstimator,
  planForError,
} from "./propagation/error-model.ts";
export { type ErrorSignal, errorSignals } from "./propagation/error-signal.ts";
export { differenceModel, nudgedModels } from "./propagation/estimator-models.ts";
export { estimateGradients } from "./propagation/gradient.ts";
export type { EquilibriumHealth, GradientResult } from "./propagation/gradient-result.ts";
export type { GradientMethod, GradientSettings } from "./propagation/gradient-settings.ts";
export { jackknifeVariances } from "./propagation/jackknife.ts";
export {
  type JacobianGradient,
  jacobianGradients,
  type OutputResponse,
} from "./propagation/jacobian-gradient.ts";
export type { Goal, Loss, LossInput, LossResult } from "./propagation/loss.ts";
export {
  absoluteExpectationLoss,
  type ExpectationLossOptions,
  expectationLoss,
  type SensitivityLossOptions,
  type SquareLossOptions,
  sensitivityLoss,
  squareLoss,
} from "./propagation/losses.ts";
export { measure } from "./propagation/measure.ts";
export { type NoisePilotSettings, pilotNoise, type ShotNoise } from "./propagation/noise-pilot.ts";
export {
  expectedError,
  type NudgeErrorModel,
  optimalNudge,
  withMoreShots,
} from "./propagation/nudge-optimum.ts";
export type { NudgedMethod } from "./propagation/nudge-steps.ts";
export { PassingDevice } from "./propagation/passing-device.ts";
export type { ObservableWeights, PhaseBudget } from "./propagation/phase-budget.ts";
export { type PilotBias, pilotBias } from "./propagation/pilot-bias.ts";
export type { GradientProblem, Sample } from "./propagation/problem.ts";
export {
  checkReciprocity,
  type GoodnessOfFit,
  type KnobGain,
  type ReciprocityCheck,
  type ReciprocityPair,
  type ReciprocitySettings,
} from "./propagation/reciprocity.ts";
export { ReparametrisedDevice } from "./propagation/reparametrised-device.ts";
export type { ConjugateKnob, ResponsePoint, ResponseSettings } from "./propagation/static-responses.ts";
export { System, type SystemDefinition } from "./propagation/system.ts";
export { renyiEntropy } from "./quantities/entropy.ts";
export { parseQuantities } from "./quantities/parse-quantities.ts";
export { expectation, joinQuantities, type Quantity, type QuantityList } from "./quantities/quantity.ts";
export type { QuantityScope } from "./quantities/quantity-kinds.ts";
export type { StateAnswer, StateProperty, StateRequest } from "./quantities/state-request.ts";
export { type StringOrderSites, spinOneStringOrder, stringOrder } from "./quantities/string-order.ts";
export { brillouinZone, type Momentum, structureFactor } from "./quantities/structure-factor.ts";
export type { ReferenceData } from "./reproduction/reference-data.ts";
export type { EigenOptions } from "./solvers/eigen-options.ts";
export {
  type LanczosForm,
  type LanczosPlan,
  type MemoryOptions,
  peakVectors,
  planLanczos,
} from "./solvers/lanczos-form.ts";
export type { NotConvergedPolicy, SolveProgress } from "./solvers/problem.ts";
export type { LabelledSample } from "./tasks/classification.ts";
export {
  kitaevPhaseAt,
  kitaevTestSet,
  kitaevTriangleBatch,
  kitaevTriangleGrid,
} from "./tasks/kitaev-triangle.ts";
export {
  type PhaseTriangleOptions,
  phaseAt,
  phaseTriangleGrid,
  samplePhaseTriangle,
} from "./tasks/phase-triangle.ts";
export type { AdamConfig, AdamWConfig } from "./training/adam.ts";
export type { AdamaxConfig } from "./training/adamax.ts";
export type { Bounds } from "./training/bounds.ts";
export {
  evaluateOutputs,
  isClassifierMetrics,
  type Metrics,
  type Scores,
} from "./training/evaluation.ts";
export type { LbfgsConfig } from "./training/lbfgs.ts";
export type { LearningRateState } from "./training/learning-rate.ts";
export type { NaturalGradientConfig } from "./training/natural-gradient.ts";
export {
  createOptimizer,
  type Optimizer,
  type OptimizerConfig,
  type OptimizerState,
} from "./training/optimizer.ts";
export type { PenalizedGroup, SoftCutoff } from "./training/penalties.ts";
export type { WatchSettings, WatchState } from "./training/progress-watch.ts";
export type { RmspropConfig } from "./training/rmsprop.ts";
export type {
  CosineSchedule,
  ExponentialSchedule,
  PlateauSchedule,
  ScheduleConfig,
} from "./training/schedule.ts";
export type { SgdConfig } from "./training/sgd.ts";
export {
  type EarlierBudget,
  type PhaseShots,
  type ShotAim,
  type ShotPlan,
  ShotSchedule,
  type ShotScheduleState,
  type SpendingRecord,
  type TrainingBudget,
} from "./training/shot-schedule.ts";
export { type GradientNoise, gradientNoise, type StepHealth } from "./training/step-health.ts";
export { type StepRecord, Trainer, type TrainerState, type TrainingProblem } from "./training/trainer.ts";
export type { StepConditions } from "./training/update-rule.ts";
export { parametersOf, type Variables, withTrainedInputs } from "./training/variables.ts";
