import { FlinkApp } from "cdktf-flink";
import { declareStacks } from "./declare-stacks";

const app = new FlinkApp();
declareStacks(app);
app.synth();
