package io.bucky.api.panel;

/// The control panel: web login, apps, and the state of the zone. What the panel in the browser and
/// the command both speak; its methods are declared by subject, in [AuthApi], [AppsApi],
/// [InstallApi], [SystemApi] and [LogsApi].
public final class ControlPanel {
  public static final String SERVICE = "control-panel";

  private ControlPanel() {}
}
