import { startKeys } from "../keys";
import { startMenus } from "../menus";
import { startTheme } from "../theme";

startTheme();
startMenus();
startKeys();
