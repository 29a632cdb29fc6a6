package io.bucky.containers;

/// The labels on everything that is made on the engine.
public final class Labels {
  public static final String APP = "buckyos.app_id";
  public static final String OWNER = "buckyos.owner_user_id";
  public static final String FULL_APP = "buckyos.full_appid";
  public static final String COMPONENT = "buckyos.component";
  public static final String ZONE = "buckyos.zone";
  public static final String GENERATION = "buckyos.generation";
  public static final String PACKAGE = "buckyos.pkg_objid";
  public static final String IMAGE_DIGEST = "buckyos.image_digest";

  /// The network's name inside its app.
  public static final String NETWORK = "buckyos.network";

  /// The volume's name inside its app.
  public static final String VOLUME = "buckyos.volume";

  private Labels() {}
}
