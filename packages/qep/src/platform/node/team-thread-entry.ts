// What a helping thread of a kernel team runs; see startTeamThread.
import { joinTeam } from "./team-thread.ts";

joinTeam();
