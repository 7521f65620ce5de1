import { startKeys } from "../keys";
import { startLoading } from "../load";
import { startMenus } from "../menus";
import { startTheme } from "../theme";

startTheme();
startMenus();
startKeys();
startLoading();
